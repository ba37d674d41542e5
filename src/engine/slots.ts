// How many steps this process runs at once, and which job's turn is next when one has room.

export interface Slots {
  readonly size: number;
  /** False when every slot is taken, or the worker does not run. */
  take(): boolean;
  give(): void;
  busy(): number;
  free(): number;
  /** Closed slots are taken by nobody; steps that run go on. */
  open(isOpen: boolean): void;
  /** As soon as none is taken. */
  emptied(): Promise<void>;
  /** True when one is free within so long; false after that, or when the slots are closed. */
  room(withinMs: number): Promise<boolean>;
}

export function createSlots(size: number): Slots {
  let busy = 0;
  let isOpen = false;
  const waiting = new Set<(hasRoom: boolean) => void>();
  let empty = Promise.withResolvers<void>();
  empty.resolve();
  const free = () => (isOpen ? size - busy : 0);

  function wake(): void {
    if (free() <= 0) return;
    for (const settle of [...waiting].slice(0, free())) settle(true);
  }

  return {
    size,
    take() {
      if (free() <= 0) return false;
      if (busy === 0) empty = Promise.withResolvers<void>();
      busy += 1;
      return true;
    },
    give() {
      busy -= 1;
      if (busy === 0) empty.resolve();
      wake();
    },
    busy: () => busy,
    emptied: () => empty.promise,
    free,
    open(next) {
      isOpen = next;
      if (isOpen) wake();
      else for (const settle of [...waiting]) settle(false);
    },
    room(withinMs) {
      if (free() > 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const settle = (hasRoom: boolean) => {
          waiting.delete(settle);
          clearTimeout(timer);
          resolve(hasRoom);
        };
        const timer = setTimeout(() => settle(false), withinMs);
        waiting.add(settle);
      });
    },
  };
}
