import type { ServiceSpec } from '../service-spec.ts'
import { bank } from './bank.ts'
import { blog } from './blog.ts'
import { holds } from './holds.ts'
import { jobs } from './jobs.ts'
import { muting } from './muting.ts'
import { orderLedger } from './order-ledger.ts'
import { renders } from './renders.ts'
import { rooms } from './rooms.ts'
import { signup } from './signup.ts'
import { tracker } from './tracker.ts'

/** All services of the simulation. */
export const services: readonly ServiceSpec[] = [orderLedger, bank, blog, tracker, signup, jobs, holds, muting, rooms, renders]
