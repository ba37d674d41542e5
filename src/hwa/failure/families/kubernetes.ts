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
  [/\b(?:ImagePullBackOff|ErrImagePull|CreateContainerConfigError|FailedMount|FailedScheduling)\b/, "other"],
  [/\bevicted\b/i, "other"],
];

export function kubernetes(line: string): FamilyKind {
  const kind = kubernetesSays.find(([form]) => form.test(line))?.[1] ?? null;
  // What only names the step that failed may say why further on.
  return kind === "other" && /unauthorized|x509|denied|timed? ?out|no such host|refused/i.test(line)
    ? null
    : kind;
}
