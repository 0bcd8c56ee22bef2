import { proveServices } from './prove-services.ts'
import { cursorShelf, djangoShelf, jsonApiShelf, odataShelf, railsShelf, rangeShelf, tokenShelf } from './services/shelves.ts'

proveServices([jsonApiShelf, odataShelf, railsShelf, djangoShelf, cursorShelf, rangeShelf, tokenShelf], {
  'shelf-jsonapi': { floorBp: 50, reason: 'fields that stand in attributes' },
  'shelf-range': { floorBp: 3500, reason: 'pages by the Range header' },
  'shelf-token': { floorBp: 3000, reason: 'opaque tokens of pages' },
})
