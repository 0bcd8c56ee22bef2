import type { ServiceSpec } from '../service-spec.ts'
import { bank } from './bank.ts'
import { blog } from './blog.ts'
import { orderLedger } from './order-ledger.ts'
import { signup } from './signup.ts'
import { tracker } from './tracker.ts'

/** All services of the simulation. */
export const services: readonly ServiceSpec[] = [orderLedger, bank, blog, tracker, signup]
