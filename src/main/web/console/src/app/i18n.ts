import { texts as alarms } from "@/features/alarms/texts";
import { texts as customer } from "@/features/customer/texts";
import { texts as inbox } from "@/features/inbox/texts";
import type { texts as products } from "@/features/knowledge/products/texts";
import type { texts as knowledge } from "@/features/knowledge/texts";
import { texts as offers } from "@/features/offers/texts";
import { texts as presence } from "@/features/presence/texts";
import { texts as sender } from "@/features/sender/texts";
import { texts as session } from "@/features/session/texts";
import { texts as transcript } from "@/features/transcript/texts";
import { texts as shared } from "@/shared/i18n/texts";
import { texts as app } from "./texts";

/** The texts that are loaded at the start; those of the knowledge pages are loaded with their code. */
export const TEXTS = [shared, app, session, presence, inbox, transcript, sender, offers, customer, alarms] as const;

type Together<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer All) => void ? All : never;

/** All keys, for the compiler. */
export type Keys = Together<(typeof TEXTS)[number]["en"] | typeof knowledge.en | typeof products.en>;
