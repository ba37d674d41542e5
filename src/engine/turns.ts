// Jobs of which a step is READY while every slot is taken: the most urgent first, and among equals the longest waiting.
// Only ids wait here. A turn that is lost (a crash) is found again by the sweeper.

export interface Turns {
  add(jobId: string, priority: number): void;
  delete(jobId: string): void;
  /** Takes the next one out. */
  next(): string | null;
  /** The priority of the one that would be next; 0 when nobody waits. */
  highest(): number;
  readonly size: number;
}

export function createTurns(): Turns {
  // Ten queues, one a priority; a Set keeps the order of arrival and forgets in constant time.
  const queues = Array.from({ length: 11 }, () => new Set<string>());
  const priorities = new Map<string, number>();

  function highest(): number {
    for (let priority = 10; priority > 0; priority--) if ((queues[priority]?.size ?? 0) > 0) return priority;
    return 0;
  }

  function remove(jobId: string): void {
    const priority = priorities.get(jobId);
    if (priority === undefined) return;
    priorities.delete(jobId);
    queues[priority]?.delete(jobId);
  }

  return {
    add(jobId, priority) {
      if (priorities.has(jobId)) return;
      priorities.set(jobId, priority);
      queues[priority]?.add(jobId);
    },
    delete: remove,
    next() {
      const [jobId] = queues[highest()] ?? [];
      if (jobId === undefined) return null;
      remove(jobId);
      return jobId;
    },
    highest,
    get size() {
      return priorities.size;
    },
  };
}
