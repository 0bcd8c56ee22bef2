/** Brackets around a whole test say nothing. */
function bare(test: string): string {
  return /^\(([^()]|\([^()]*\))*\)$/.test(test) ? test.slice(1, -1) : test
}

/** A test in words, where it is one of the common ones: `for an order that is not there`. */
export function describeTest(text: string): string {
  const test = bare(text)
  if (test === 'malformed') return 'with a body that does not parse'
  if (test === '!has(body)') return 'without a body'
  const unknown = /^has\((header[^()]*)\) && !\(?sealed\(/.exec(test)
  if (unknown) return `with a ${unknown[1]} that was never accepted`
  const missing = /^!exists\("(\w+)"/.exec(test)
  if (missing) return `for ${withArticle(missing[1] ?? '')} that is not there`
  const there = /^exists\("(\w+)"[^&|]*\)$/.exec(test)
  if (there) return `for ${withArticle(there[1] ?? '')} that is there`
  const absent = /^!has\(((?:body|query|header)[^()]*)\)$/.exec(test)
  if (absent) return `without ${absent[1]}`
  const present = /^has\(((?:body|query|header)[^()]*)\)$/.exec(test)
  if (present) return `with ${present[1]}`
  const blank = /^(?:coalesce\()?((?:body|query)[\w.[\]"]*)(?:, "")?\)? == ""$/.exec(test)
  if (blank) return `with ${blank[1]} empty`
  const after = /^(asked|touched)\("([^"]+)"(?:, (\d+))?\)$/.exec(test)
  if (after) return `after ${after[3] === undefined ? '' : `${after[3]} times `}${after[2]}${after[1] === 'touched' ? ' of the same' : ''}`
  return `where ${test}`
}

function withArticle(noun: string): string {
  return /^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`
}
