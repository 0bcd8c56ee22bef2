import { proveServices } from './prove-services.ts'
import { vault } from './services/vault.ts'

proveServices([vault])
