import type { Medium } from './call-identity.js';
import type { Dialogue } from './dialogue.js';
import type { Person } from './person.js';
import type { Random } from './random.js';
import { bookAppointment, moveAppointment, remindOfAppointment } from './scenarios/clinic.js';
import { greet } from './scenarios/greeting.js';
import { askAboutPrices, offerDemo } from './scenarios/sales.js';
import { refundOrder } from './scenarios/shop.js';
import { fixRouter } from './scenarios/support.js';

/** A kind of call: who calls whom, and what they talk about. */
export interface Scenario {
  readonly name: string;
  readonly direction: 'inbound' | 'outbound';
  /** Where it can only be one of them. */
  readonly medium?: Medium;
  write(random: Random, person: Person): Dialogue;
}

export const SCENARIOS = [
  { name: 'clinic booking', direction: 'inbound', write: bookAppointment },
  { name: 'router support', direction: 'inbound', write: fixRouter },
  { name: 'sales call', direction: 'outbound', write: offerDemo },
  { name: 'refund', direction: 'inbound', write: refundOrder },
  { name: 'clinic change', direction: 'inbound', write: moveAppointment },
  { name: 'price enquiry', direction: 'inbound', medium: 'web', write: askAboutPrices },
  { name: 'clinic reminder', direction: 'outbound', write: remindOfAppointment },
  { name: 'greeting', direction: 'inbound', write: greet },
] as const satisfies readonly Scenario[];
