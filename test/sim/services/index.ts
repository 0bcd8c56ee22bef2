import type { ServiceSpec } from '../service-spec.ts'
import { articles } from './articles.ts'
import { bank } from './bank.ts'
import { baskets } from './baskets.ts'
import { berths } from './berths.ts'
import { blog } from './blog.ts'
import { bookings } from './bookings.ts'
import { flags } from './flags.ts'
import { folders } from './folders.ts'
import { holds } from './holds.ts'
import { jobs } from './jobs.ts'
import { labels } from './labels.ts'
import { leases } from './leases.ts'
import { muting } from './muting.ts'
import { orderLedger } from './order-ledger.ts'
import { parcels } from './parcels.ts'
import { payments } from './payments.ts'
import { receipts } from './receipts.ts'
import { renders } from './renders.ts'
import { rooms } from './rooms.ts'
import { settings } from './settings.ts'
import { cursorShelf, djangoShelf, jsonApiShelf, odataShelf, railsShelf, rangeShelf, sealedShelf, tokenShelf } from './shelves.ts'
import { signup } from './signup.ts'
import { tracker } from './tracker.ts'
import { vault } from './vault.ts'
import { wallets } from './wallets.ts'

/** All services of the simulation. */
export const services: readonly ServiceSpec[] = [
  orderLedger,
  bank,
  blog,
  tracker,
  signup,
  jsonApiShelf,
  odataShelf,
  railsShelf,
  djangoShelf,
  cursorShelf,
  rangeShelf,
  tokenShelf,
  sealedShelf,
  vault,
  payments,
  folders,
  jobs,
  leases,
  holds,
  muting,
  rooms,
  renders,
  baskets,
  labels,
  receipts,
  articles,
  settings,
  berths,
  parcels,
  bookings,
  wallets,
  flags,
]
