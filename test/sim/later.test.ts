import { proveServices } from './prove-services.ts'
import { holds } from './services/holds.ts'
import { jobs } from './services/jobs.ts'
import { muting } from './services/muting.ts'
import { renders } from './services/renders.ts'
import { rooms } from './services/rooms.ts'

proveServices([jobs, holds, muting, rooms, renders], {
  muting: { floorBp: 10_000, reason: 'the twin of the twin' },
})
