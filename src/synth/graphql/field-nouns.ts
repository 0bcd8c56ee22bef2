import { singular } from '../naming.ts'

const verbs =
  /^(create|update|upsert|delete|remove|destroy|add|set|unset|apply|adjust|assign|unassign|change|edit|insert|save|register|transition|move|cancel|close|open|reopen|archive|restore|publish|submit|approve|reject|settle|refund|get|list|find|search|all|fetch|active|current|my|eligible|available|bulk)_/

const endings = /_(create|update|upsert|delete|remove|add|by_id|by_pk|one|aggregated|list|all|connection|payload|items?|bulk)$/

/** What a field of a root or an object calls the things that it gives: `product_variant` for `updateProductVariants`, `order` for `activeOrder`. */
export function nounOf(name: string, kind: string): string {
  const words = toWords(name)
  const stem =
    kind === 'mutation'
      ? words
          .replace(verbs, '')
          .replace(/_(to|from|for|in|on|of|by)_.*$/, '')
          .replace(endings, '')
      : words.replace(verbs, '').replace(endings, '')
  return singular(stem === '' ? words : stem)
}

/** `ProductVariant` and `productVariant` are `product_variant`. */
export function toWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
}

/** The noun of a field of the root; none where the field may do something to one thing and give another (`setCustomerForOrder`). */
export function rootNoun(name: string, kind: string): string {
  const noun = nounOf(name, kind)
  if (kind === 'query') return noun
  const words = toWords(name)
  return /(^|_)(create|update|upsert|edit|save)(_|$)/.test(words) && !/_(to|from|for|in|on|of)_/.test(words) ? noun : ''
}
