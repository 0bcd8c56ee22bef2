import { proveServices } from './prove-services.ts'
import { folders } from './services/folders.ts'
import { payments } from './services/payments.ts'
import { tracker } from './services/tracker.ts'

proveServices([tracker, payments, folders], {
  tracker: { floorBp: 9550, reason: 'children that are made with their parent' },
  payments: { floorBp: 7800, reason: 'settings of which there is one, idempotency keys, a journal of events' },
})
