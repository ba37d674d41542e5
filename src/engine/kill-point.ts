/** The points of a step's life at which a process is killed on purpose to see that nothing is lost or done twice. */
export const killPoints = ["after_claim", "after_arm", "after_effect", "after_record", "before_ack"] as const;
export type KillPoint = (typeof killPoints)[number];
