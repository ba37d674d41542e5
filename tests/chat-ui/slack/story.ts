import type { Camera } from "./camera.ts";
import type { Workplace } from "./workplace.ts";

/** One conversation: what is said, pressed and written, and what must be read after each of it. */
export interface Story {
  readonly title: string;
  /** Of those who talk most in it; default: English. */
  readonly locale?: "pt";
  readonly env?: Readonly<Record<string, string>>;
  play(at: Workplace, camera: Camera): Promise<void>;
}
