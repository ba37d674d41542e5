/** In the slot `text` of `task.cancel`: not a job, but the question that was asked back, is given up. */
export const whatIsPending = "pending";
