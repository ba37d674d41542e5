// The engine itself: version, users, API keys, and what actions and states there are.

import { userNames } from "../server/access.ts";
import { malformed } from "../server/hwa-error.ts";
import { bodyObject, textOf } from "../server/request-values.ts";
import { ok, type Route } from "../server/router.ts";
import { instant } from "../wire/scalars.ts";
import { api, read } from "./plan.ts";

const labels = (keys: readonly string[]) =>
  keys.map((key) => ({ key, label: `${key.charAt(0)}${key.slice(1).toLowerCase().replaceAll("_", " ")}` }));

const common = [
  "WAITING",
  "READY",
  "RUNNING",
  "SUCCESSFUL",
  "ERROR",
  "CANCELED",
  "HELD",
  "UNDECIDED",
  "BLOCKED",
  "SUPPRESS",
];

function action(key: string, object: string, verb: string): object {
  return {
    key,
    label: verb.replaceAll("-", " "),
    httpMethod: "PUT",
    parametricUrl: `${api}/plan/${object}/{id}/action/${verb}`,
  };
}

const objectsInfo: Readonly<Record<string, object>> = {
  JOB_IN_PLAN: {
    actions: [
      {
        key: "RERUN_JOB",
        label: "rerun",
        httpMethod: "PUT",
        parametricUrl: `${api}/plan/job/run/{id}/action/rerun`,
      },
      {
        key: "GET_JOB_LOG",
        label: "job log",
        httpMethod: "GET",
        parametricUrl: `${api}/plan/job/run/{id}/joblog`,
      },
      action("HOLD_JOB", "job", "hold"),
      action("RELEASE_JOB", "job", "release"),
      action("CANCEL_JOB", "job", "cancel"),
      action("KILL_JOB", "job", "kill"),
      action("ADD_DEPENDENCIES_JOB", "job", "add-dependencies"),
      action("RELEASE_ALL_DEPENDENCIES_JOB", "job", "release-all-dependencies"),
    ],
    status: labels([
      "HOLD",
      "READY",
      "FENCE",
      "INTRO",
      "EXEC",
      "SUCC",
      "ABEND",
      "FAIL",
      "PEND",
      "SUPPR",
      "SUCCP",
      "ABENP",
    ]),
    substatus: labels([
      "HOLD_WAITING_FOR_PREDECESSOR",
      "HOLD_WAITING_FOR_TIME",
      "HOLD_WAITING_FOR_PROMPT",
      "HOLD_WAITING_FOR_FILE",
      "HOLD_PRIORITY_ZERO",
      "READY_WAITING_FOR_RESOURCES",
      "READY_WAITING_FOR_LIMIT",
      "READY_WAITING_FOR_AGENT",
    ]),
    commonStatus: labels(common),
  },
  JOBSTREAM_IN_PLAN: {
    actions: [
      action("HOLD_JOBSTREAM", "jobstream", "hold"),
      action("RELEASE_JOBSTREAM", "jobstream", "release"),
      action("CANCEL_JOBSTREAM", "jobstream", "cancel"),
      action("ADD_DEPENDENCIES_JOBSTREAM", "jobstream", "add-dependencies"),
    ],
    status: labels(["HOLD", "READY", "EXEC", "STUCK", "ABEND", "SUCC", "CANCL"]),
    commonStatus: labels(common),
  },
  WORKSTATION_IN_PLAN: {
    actions: ["link", "unlink", "start", "stop"].map((verb) =>
      action(`${verb.toUpperCase()}_WORKSTATION`, "workstation", verb),
    ),
    activeStates: labels(["LINKED", "FULLY_LINKED", "JOBMAN_UP", "ONLINE", "MONMAN"]),
    workstationType: labels(["MANAGER", "FTA", "AGENT", "X-AGENT"]),
  },
  RESOURCE_IN_PLAN: {
    actions: [action("CHANGE_QUANTITY", "resource", "update-quantity")],
    status: labels(["AVAILABLE", "NOT_AVAILABLE"]),
  },
  PROMPT_IN_PLAN: {
    actions: [action("REPLY_PROMPT", "prompt", "reply")],
    status: labels(["NOT_ASKED", "ASKED", "ANSWERED_YES", "ANSWERED_NO"]),
  },
  EVENTSOURCE: { actions: [] },
};

export const engineRoutes: readonly Route[] = [
  read("/engine/info", ({ simulation }) => {
    const version = simulation.profile === "10.1" ? "10.1.0.1" : "10.2.8";
    return ok({
      displayVersion: version,
      fullVersion: `${version}.00`,
      capabilities: {},
      adminRoles: { admin: [] },
      referenceId: "resync-simulator",
      licenseType: "PERSERVER",
      locale: "en",
      timezone: "UTC",
    });
  }),
  read("/engine/users", () => ok({ users: userNames })),
  read("/engine/groups", () => ok({ groups: ["operators", "viewers"] })),
  read("/engine/licenseServerAccessToken", ({ simulation }) =>
    ok({ accessToken: "", accessTokenExpirationTime: instant(simulation.present().now) }),
  ),
  read("/objects-info", (call) => {
    const type = call.query.get("object_type");
    if (type === null || type === "") return ok(objectsInfo);
    const info = objectsInfo[type];
    if (!info) throw malformed(`There is no information on object type "${type}".`);
    return ok({ [type]: info });
  }),
  {
    method: "POST",
    template: `${api}/apikey`,
    changing: false,
    access: "display",
    handle(call) {
      const body = bodyObject(call);
      const type = textOf(body, "type") ?? "PERSONAL";
      if (type !== "PERSONAL" && type !== "SERVICE")
        throw malformed("The type of an API key is PERSONAL or SERVICE.");
      const { key, token } = call.simulation.keys.create(call.user.name, textOf(body, "label") ?? "", type);
      return {
        status: 201,
        json: {
          id: key.id,
          type,
          label: key.label,
          owner: key.user,
          status: "VALID",
          expirationDate: instant(key.expiresAt),
          token,
        },
      };
    },
  },
  read("/apikey", (call) => {
    const keys = call.simulation.keys.of(call.user.name);
    return ok({
      count: keys.length,
      results: keys.map(({ id, label, type, user, expiresAt }) => ({
        id,
        type,
        label,
        owner: user,
        status: "VALID",
        expirationDate: instant(expiresAt),
      })),
    });
  }),
];
