import { proveServices } from './prove-services.ts'
import { baskets } from './services/baskets.ts'
import { berths } from './services/berths.ts'
import { flags } from './services/flags.ts'
import { folders } from './services/folders.ts'
import { labels } from './services/labels.ts'
import { payments } from './services/payments.ts'
import { receipts } from './services/receipts.ts'
import { settings } from './services/settings.ts'
import { tracker } from './services/tracker.ts'

proveServices([tracker, payments, folders, baskets, labels, receipts, settings, berths, flags], {
  tracker: { floorBp: 9950, reason: 'a journal of entries without keys' },
  payments: { floorBp: 10_000, reason: 'the twin of the twin' },
})
