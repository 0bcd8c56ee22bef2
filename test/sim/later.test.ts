import { proveServices } from './prove-services.ts'
import { holds } from './services/holds.ts'
import { jobs } from './services/jobs.ts'
import { leases } from './services/leases.ts'
import { muting } from './services/muting.ts'
import { renders } from './services/renders.ts'
import { rooms } from './services/rooms.ts'

proveServices([jobs, leases, holds, muting, rooms, renders], {
  muting: { floorBp: 10_000, reason: 'the twin of the twin' },
})
