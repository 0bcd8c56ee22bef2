import { proveServices } from './prove-services.ts'
import { vault } from './services/vault.ts'

proveServices([vault], { vault: { floorBp: 8350, reason: 'what a user sees of their own' } })
