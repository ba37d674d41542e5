// Puts a situation on the stage: the plan becomes what the body tells and nothing else, and all faults are taken back.

import { stageSchema } from "../plan/stage.ts";
import { createStagedPlan } from "../plan/staged-plan.ts";
import { HwaError } from "../server/hwa-error.ts";
import { ok, type Route } from "../server/router.ts";
import { noFaults } from "../simulation.ts";

const refused = (message: string) => new HwaError(400, "SimulatorControl", message);

export const stageRoute: Route = {
  method: "POST",
  template: "/sim/stage",
  changing: false,
  access: "open",
  handle({ simulation, body }) {
    const told = stageSchema.safeParse(body);
    if (!told.success) {
      const [first] = told.error.issues;
      throw refused(
        `The stage cannot be set: ${first?.path.join(".") || "the body"}: ${first?.message ?? "is wrong"}.`,
      );
    }
    Object.assign(simulation.faults, noFaults);
    try {
      simulation.replace(createStagedPlan(simulation.seed, simulation.clock.now(), told.data));
    } catch (error) {
      if (error instanceof RangeError) throw refused(error.message);
      throw error;
    }
    const { jobs, index } = simulation.present();
    return ok({
      jobs: jobs.length,
      counts: Object.fromEntries([...index.jobsByStatus].map(([key, set]) => [key, set.size])),
    });
  },
};
