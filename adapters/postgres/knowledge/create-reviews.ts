// The review queue in Postgres: one row a subject, opened, decided, and opened again only by reasons that are new.

import { sql } from "kysely";
import { newId } from "#core/ids.ts";
import type { Review, ReviewKind } from "#core/knowledge/review.ts";
import { reviewKinds } from "#core/knowledge/review.ts";
import type { Reviews } from "#ports/reviews.ts";
import { appendAudit } from "../audit/append-audit.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";
