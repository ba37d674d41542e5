// Runs once around the whole suite: what every test file shares.
export async function setup(): Promise<void> {}
