// The ways an operator points at a job: its name, conman's notation, or HWA's id.

/** One way to read what was typed. Parts that were not given are null. */
export interface NamedJob {
  readonly job: string;
  readonly stream: string | null;
  /** The stream's workstation, as in conman; without folder. */
  readonly workstation: string | null;
  /** The stream's folder, `/A/` or `/A/B/`. */
  readonly folder: string | null;
  /** The stream's scheduled time in conman's words. */
  readonly scheduled: ConmanTime | null;
}

/** `(hhmm mm/dd[/yy])`, in the zone the plan is told in. */
export interface ConmanTime {
  readonly hour: number;
  readonly minute: number;
  readonly month: number;
  readonly day: number;
  /** Four digits; null when not given. */
  readonly year: number | null;
}

export type JobRef =
  | { readonly kind: "id"; readonly id: string }
  /** Several readings when a dot may belong to a name or part stream and job; the plain name comes first. */
  | { readonly kind: "name"; readonly readings: readonly NamedJob[] };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const scheduledTime = /^(.*?)\((\d{2})(\d{2})\s+(\d{1,2})\/(\d{1,2})(?:\/(\d{2}|\d{4}))?\)(.*)$/;
const longestRef = 400;

/** Reads `NAME`, `STREAM.JOB`, `WS#STREAM.JOB`, `/F/WS#/F/STREAM(hhmm mm/dd).JOB` or a UUID; null for an empty or endless text. */
export function parseJobRef(text: string): JobRef | null {
  const ref = text.trim();
  if (ref === "" || ref.length > longestRef) return null;
  if (uuid.test(ref)) return { kind: "id", id: ref.toLowerCase() };

  const timed = scheduledTime.exec(ref);
  const scheduled = timed ? conmanTimeOf(timed) : null;
  const plain = timed ? `${timed[1]}${timed[7]}` : ref;

  const readings: NamedJob[] = [];
  // Without a time, the whole text may be a name with dots in it, as on z/OS.
  if (!scheduled)
    readings.push({ job: plain, stream: null, workstation: null, folder: null, scheduled: null });
  const hash = plain.indexOf("#");
  const workstation = hash > 0 ? lastPart(plain.slice(0, hash)) : null;
  const path = hash > 0 ? plain.slice(hash + 1) : plain;
  const slash = path.lastIndexOf("/");
  const folder =
    path.startsWith("/") && slash > 0 ? path.slice(0, slash + 1) : path.startsWith("/") ? "/" : null;
  const names = folder === null ? path : path.slice(slash + 1);
  for (const dot of dotsOf(names)) {
    const stream = names.slice(0, dot);
    const job = names.slice(dot + 1);
    if (stream && job) readings.push({ job, stream, workstation: workstation || null, folder, scheduled });
  }
  return readings.length > 0 ? { kind: "name", readings } : null;
}

function conmanTimeOf(match: RegExpExecArray): ConmanTime {
  const [, , hour, minute, month, day, year] = match;
  return {
    hour: Number(hour),
    minute: Number(minute),
    month: Number(month),
    day: Number(day),
    year: year === undefined ? null : Number(year) < 100 ? 2000 + Number(year) : Number(year),
  };
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Where stream and job may part: at most four places, so that `A.B.C` is read every sensible way. */
function dotsOf(text: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf("."); at >= 0 && places.length < 4; at = text.indexOf(".", at + 1))
    places.push(at);
  return places;
}

/** Whether an instant is the minute conman wrote, seen in an IANA zone. */
export function isConmanTime(at: Date, time: ConmanTime, timezone: string): boolean {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  return (
    part("hour") === time.hour &&
    part("minute") === time.minute &&
    part("month") === time.month &&
    part("day") === time.day &&
    (time.year === null || part("year") === time.year)
  );
}
