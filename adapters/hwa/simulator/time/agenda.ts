// What is going to happen, soonest first: a binary heap, so that a plan of any size needs no timer per job.

export interface Agenda<T> {
  readonly size: number;
  /** Instants are epoch milliseconds; entries of the same instant come out in the order they went in. */
  add(at: number, item: T): void;
  /** The next entry due at or before `until`, removed; undefined when there is none. */
  takeDue(until: number): { readonly at: number; readonly item: T } | undefined;
  nextAt(): number | undefined;
}

interface Entry<T> {
  readonly at: number;
  readonly order: number;
  readonly item: T;
}

export function createAgenda<T>(): Agenda<T> {
  const heap: Entry<T>[] = [];
  let order = 0;

  const sooner = (a: Entry<T>, b: Entry<T>) => a.at < b.at || (a.at === b.at && a.order < b.order);

  function rise(from: number, entry: Entry<T>): void {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt] as Entry<T>;
      if (!sooner(entry, parent)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = entry;
  }

  function sink(entry: Entry<T>): void {
    let at = 0;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= heap.length) break;
      const right = heap[childAt + 1];
      if (right && sooner(right, heap[childAt] as Entry<T>)) childAt++;
      const child = heap[childAt] as Entry<T>;
      if (!sooner(child, entry)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = entry;
  }

  return {
    get size() {
      return heap.length;
    },
    nextAt: () => heap[0]?.at,
    add(at, item) {
      const entry = { at, order: order++, item };
      heap.push(entry);
      rise(heap.length - 1, entry);
    },
    takeDue(until) {
      const first = heap[0];
      if (!first || first.at > until) return undefined;
      const last = heap.pop() as Entry<T>;
      if (heap.length > 0) sink(last);
      return first;
    },
  };
}
