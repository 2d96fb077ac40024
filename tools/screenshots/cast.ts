import type { Happening } from '../simulate/happenings.js';
import type { SCENARIOS } from '../simulate/scenario.js';

/** A call of the pictures; the same name, the same call. */
export interface Role {
  readonly name: string;
  readonly scenario: (typeof SCENARIOS)[number]['name'];
  /** How long before the picture it began; what it would say after that is not said. */
  readonly agoS: number;
  readonly happenings?: readonly Happening[];
}

/** From the oldest to the newest: the last is the one a picture shows unless it says otherwise. */
export const CAST: readonly Role[] = [
  { name: 'an order', scenario: 'refund', agoS: 5400 },
  { name: 'a lead', scenario: 'sales call', agoS: 4800, happenings: ['forwarded'] },
  { name: 'nobody', scenario: 'clinic reminder', agoS: 3900, happenings: ['failed'] },
  { name: 'a router', scenario: 'router support', agoS: 3100, happenings: ['interruption'] },
  { name: 'prices', scenario: 'price enquiry', agoS: 2700 },
  { name: 'a reminder', scenario: 'clinic reminder', agoS: 2000 },
  {
    name: 'trouble',
    scenario: 'router support',
    agoS: 1500,
    happenings: ['hang', 'model error', 'interruption'],
  },
  { name: 'a new date', scenario: 'clinic change', agoS: 900, happenings: ['speech error'] },
  { name: 'a booking', scenario: 'clinic booking', agoS: 600, happenings: ['interruption'] },
  { name: 'a demo', scenario: 'sales call', agoS: 97 },
  { name: 'a parcel', scenario: 'refund', agoS: 84, happenings: ['interruption'] },
  { name: 'no signal', scenario: 'router support', agoS: 76, happenings: ['hang'] },
  { name: 'a visitor', scenario: 'price enquiry', agoS: 58 },
  { name: 'a checkup', scenario: 'clinic change', agoS: 41 },
  { name: 'a no-show', scenario: 'clinic reminder', agoS: 22 },
  { name: 'ringing', scenario: 'sales call', agoS: 2 },
  { name: 'a cleaning', scenario: 'clinic booking', agoS: 68, happenings: ['interruption', 'hang'] },
];
