// The files that take longest begin first, so that none of them runs alone at the end. Within a group as vitest has it.

import type { TestSpecification } from "vitest/node";
import { BaseSequencer } from "vitest/node";

const longest = [
  "tests/stories/bad-days",
  "tests/stories/",
  "tests/adapters/bullmq/",
  "tests/crash/",
  "tests/adapters/postgres/",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = longest.findIndex((path) => moduleId.includes(path));
      return place === -1 ? longest.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
