import { Fault } from "#core/fault.ts";

/** Every problem at once: who mends a configuration wants to start once more, not once per variable. */
export function misconfigured(problems: readonly string[]): Fault {
  const list = problems.map((problem) => `  - ${problem}`).join("\n");
  return new Fault("misconfigured", `Resync cannot start with this configuration:\n${list}`, {
    detail: { problems },
  });
}
