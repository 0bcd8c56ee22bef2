import { proveServices } from './prove-services.ts'
import { articles } from './services/articles.ts'
import { vault } from './services/vault.ts'

proveServices([vault, articles], {
  articles: { floorBp: 6000, reason: 'parts of a map that depend on who asks, favourites of each reader, what a name filters' },
})
