// What Slack only carries for us and gives back: the value of a button or of an option, what a dialog takes along. It writes
// `&`, `<` and `>` as entities in parts of what it sends when somebody presses something (bolt-python issue 513), and documents
// nowhere in which. So none of the three is ever sent: what comes back is the same whether Slack did that or not.

const written: Readonly<Record<string, string>> = { "%": "%25", "&": "%26", "<": "%3C", ">": "%3E" };
const read: Readonly<Record<string, string>> = { "%25": "%", "%26": "&", "%3C": "<", "%3E": ">" };

export function carried(text: string): string {
  return text.replace(/[%&<>]/g, (each) => written[each] ?? each);
}

export function readCarried(text: string): string {
  return text.replace(/%(?:25|26|3C|3E)/g, (each) => read[each] ?? each);
}
