import { proveServices } from './prove-services.ts'
import { bank } from './services/bank.ts'
import { blog } from './services/blog.ts'
import { orderLedger } from './services/order-ledger.ts'

proveServices([orderLedger, bank, blog], {
  'order-ledger': { floorBp: 4000, reason: 'sums over lines and lists' },
  bank: { floorBp: 3000, reason: 'running balances' },
  blog: { floorBp: 2000, reason: 'texts joined of several words' },
})
