import { proveServices } from './prove-services.ts'
import { tracker } from './services/tracker.ts'

proveServices([tracker], {
  tracker: { floorBp: 7000, reason: 'parts of texts, children that are made with their parent' },
})
