import { eachPiece, replacePieces } from './pieces.ts'

const hasDigit = /\d/

/** Longer whole values are not told apart by their length. */
const longest = 255

/**
 * Which value of the recording stands for which value of the twin: minted ids, tokens, times. One per session; it grows while answers are
 * compared, and requests are put into the twin's terms with it. Numbers and strings are kept apart, but a mapped number is also
 * known as digits, as in a path.
 */
export class Correspondence {
  readonly #texts = new Map<string, string>()
  readonly #pieces = new Map<string, string>()
  readonly #words = new Map<string, { readonly from: string; readonly to: string }>()
  readonly #numbers = new Map<number | bigint, number | bigint>()
  readonly #origins = new Map<string, string>()
  #allHaveDigits = true
  #wholesHaveDigits = true
  /** Length of the shortest piece or word that stands for something. */
  #shortest = Number.POSITIVE_INFINITY
  /** Lengths of whole values that stand for something, the longer ones as one. */
  readonly #lengths = new Uint8Array(longest + 1)
  /** Takes back what was learned since `attempt` began, the last first; undefined outside of it. */
  #undo: (() => void)[] | undefined
  readonly #owned = new Map<string, Map<string, string>>()
  readonly #unseen = new Map<string, boolean>()
  readonly #readings = new Map<string, string | number>()

  /** Whether texts without a digit stand for themselves alone. */
  get hasDigitsOnly(): boolean {
    return this.#allHaveDigits && this.#wholesHaveDigits
  }

  /** Whether nothing stands for anything else. */
  get isEmpty(): boolean {
    return this.#texts.size === 0 && this.#pieces.size === 0
  }

  /** Forgets what `run` taught unless it gives true. Gives what `run` gave. */
  attempt(run: () => boolean): boolean {
    const [hadDigits, hadDigitsAsWholes] = [this.#allHaveDigits, this.#wholesHaveDigits]
    const undo: (() => void)[] = []
    this.#undo = undo
    const keep = run()
    this.#undo = undefined
    if (keep) return true
    for (const takeBack of undo.reverse()) takeBack()
    this.#allHaveDigits = hadDigits
    this.#wholesHaveDigits = hadDigitsAsWholes
    return false
  }

  #set<K, V>(map: Map<K, V>, key: K, value: V): void {
    if (this.#undo !== undefined) {
      const before = map.get(key)
      this.#undo.push(before === undefined ? () => map.delete(key) : () => map.set(key, before))
    }
    map.set(key, value)
  }

  /** A whole value stands for another; inside longer texts it is not looked for. */
  learnText(expected: string, actual: string): void {
    this.#wholesHaveDigits &&= hasDigit.test(expected)
    this.#setText(expected, actual)
  }

  #setText(expected: string, actual: string): void {
    this.#lengths[Math.min(expected.length, longest)] = 1
    this.#set(this.#texts, expected, actual)
  }

  /** One piece (see `splitPieces`), wherever it is met. A UUID is known without its dashes, too. */
  learnPiece(expected: string, actual: string): void {
    this.#set(this.#pieces, expected, actual)
    this.#set(this.#origins, actual, expected)
    this.#allHaveDigits &&= hasDigit.test(expected)
    // without its dashes a UUID is shorter
    this.#shortest = Math.min(this.#shortest, expected.length === 36 ? 32 : expected.length)
    if (expected.length !== 36 || actual.length !== 36) return
    this.#set(this.#pieces, expected.replaceAll('-', ''), actual.replaceAll('-', ''))
  }

  /** A value of several pieces that are minted as one (`V1StGXR8_Z5j-dHi`), wherever it is met. */
  learnWord(expected: string, actual: string): void {
    this.learnText(expected, actual)
    let anchor = ''
    eachPiece(expected, (piece) => {
      if (piece.length > anchor.length) anchor = piece
    })
    this.#allHaveDigits &&= hasDigit.test(expected)
    this.#shortest = Math.min(this.#shortest, expected.length)
    if (anchor.length >= 4) this.#set(this.#words, anchor, { from: expected, to: actual })
  }

  /** A word that was seen in a header which is not compared: nobody has looked at how it is written. */
  learnUnseen(expected: string, actual: string): void {
    this.learnWord(expected, actual)
    this.#set(this.#unseen, expected, true)
  }

  /** Whether the word was learned unseen and is looked at for the first time. */
  look(expected: string): boolean {
    if (this.#unseen.get(expected) !== true) return false
    this.#set(this.#unseen, expected, false)
    return true
  }

  learnNumber(expected: number | bigint, actual: number | bigint): void {
    this.#set(this.#numbers, expected, actual)
    this.#setText(String(expected), String(actual))
  }

  /** A clock reading of one entity: the same moment may be another one's, too. */
  learnOwned(owner: string, expected: string, actual: string): void {
    const known = this.#owned.get(owner)
    if (known === undefined) this.#set(this.#owned, owner, new Map([[expected, actual]]))
    else this.#set(known, expected, actual)
  }

  /** What the value read as this entity's own time is in the twin. */
  owned(owner: string, expected: string): string | undefined {
    return this.#owned.get(owner)?.get(expected)
  }

  /** A clock reading that a field of one entity shows. */
  learnReading(owner: string, field: string, expected: string | number, actual: string | number): void {
    this.#set(this.#readings, readingKey(owner, field, expected), actual)
  }

  /** What the twin showed when this field of this entity had this reading before. */
  reading(owner: string, field: string, expected: string | number): string | number | undefined {
    return this.#readings.get(readingKey(owner, field, expected))
  }

  hasOwner(owner: string): boolean {
    return this.#owned.has(owner)
  }

  /** Whether the whole value is known to stand for something, be it itself. */
  hasText(expected: string): boolean {
    return this.#texts.has(expected) || this.#pieces.has(expected)
  }

  piece(expected: string): string | undefined {
    return this.#pieces.get(expected)
  }

  number(expected: number | bigint): number | bigint | undefined {
    return this.#numbers.get(expected)
  }

  /** What this value of the twin was taken for before; undefined when it is new. */
  originOf(actual: string): string | undefined {
    return this.#origins.get(actual)
  }

  /** The text in the twin's terms. */
  text(expected: string): string {
    const { length } = expected
    const isShort = length < 6 || length < this.#shortest
    const mayBeWhole = this.#lengths[Math.min(length, longest)] === 1
    // most texts are short words: their length alone tells that there is no id in them
    if (isShort && !mayBeWhole) return expected
    if (this.hasDigitsOnly && !hasDigit.test(expected)) return expected
    const whole = mayBeWhole ? this.#texts.get(expected) : undefined
    if (whole !== undefined) return whole
    if (isShort) return expected
    if (this.#allHaveDigits && !hasDigit.test(expected)) return expected
    const text = this.#words.size === 0 ? expected : this.#replaceWords(expected)
    return replacePieces(text, (piece) => this.#pieces.get(piece) ?? piece)
  }

  #replaceWords(expected: string): string {
    let text = expected
    eachPiece(expected, (piece) => {
      const word = this.#words.get(piece)
      if (word !== undefined) text = text.replaceAll(word.from, word.to)
    })
    return text
  }
}

function readingKey(owner: string, field: string, expected: string | number): string {
  return `${owner}\n${field}\n${expected}`
}
