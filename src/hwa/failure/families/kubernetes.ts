// Kubernetes: the reason of a pod or a container.

import type { FailureKind } from "../signs/sign.ts";
import type { FamilyKind } from "./family.ts";

const kubernetesSays: readonly (readonly [RegExp, FailureKind | "other"])[] = [
  [/\bOOMKilled\b|\bevicted\b.{0,120}\bmemory\b|\bMemoryPressure\b/i, "out_of_memory"],
  [
    /\bevicted\b.{0,160}\b(?:ephemeral-storage|nodefs|imagefs|inodes|disk)|\bDiskPressure\b|local ephemeral storage .{0,60}(?:exceed|limit)|exceed\w* .{0,40}local ephemeral storage|emptydir .{0,60}exceed/i,
    "disk_full",
  ],
  [/\bDeadlineExceeded\b/, "timeout"],
  [
    /\b(?:ImagePullBackOff|ErrImagePull|ErrImageNeverPull|InvalidImageName|CreateContainerConfigError|CreateContainerError|RunContainerError|FailedMount|FailedAttachVolume|FailedScheduling|FailedCreatePodSandBox|Unschedulable|BackoffLimitExceeded|NodeNotReady|NodeLost)\b/,
    "other",
  ],
  // No node takes it, or the namespace has used up its share.
  [
    /\b\d+\/\d+ nodes are available\b|\bis forbidden: exceeded quota\b|\breached the specified backoff limit\b|\bunbound (?:immediate )?persistentvolumeclaims?\b|\bcould(?: not|n't) parse image reference\b|\bno matches for kind\b/i,
    "other",
  ],
  [/\bevicted\b/i, "other"],
];

export function kubernetes(line: string): FamilyKind {
  const kind = kubernetesSays.find(([form]) => form.test(line))?.[1] ?? null;
  // What only names the step that failed may say why further on.
  return kind === "other" &&
    !/exceeded quota/i.test(line) &&
    /unauthorized|x509|denied|timed? ?out|no such host|refused/i.test(line)
    ? null
    : kind;
}
