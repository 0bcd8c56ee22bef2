import { proveServices } from './prove-services.ts'
import { cursorShelf, djangoShelf, jsonApiShelf, odataShelf, railsShelf, rangeShelf, sealedShelf, tokenShelf } from './services/shelves.ts'

proveServices([jsonApiShelf, odataShelf, railsShelf, djangoShelf, cursorShelf, rangeShelf, tokenShelf, sealedShelf])
