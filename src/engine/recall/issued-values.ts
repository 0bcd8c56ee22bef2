import { eachPiece } from '#compare'

/** A part of a value that is shorter may be met by chance. */
const partLengthMin = 8

type Pairs = readonly (readonly [from: string, to: string])[]

/** The values as data. */
export interface SavedValues {
  readonly values: readonly (readonly [name: string, parts: readonly string[]])[]
  readonly names: Pairs
  readonly anchors: Pairs
  readonly parts: readonly string[]
  readonly allHaveDigits: boolean
}

/** Values that a twin made up in a session, by where they came to be; `NAME/1` is the second piece of a value. */
export class IssuedValues {
  readonly #values = new Map<string, readonly string[]>()
  readonly #names = new Map<string, string>()
  /** Values of several pieces, by the longest of these. */
  readonly #anchors = new Map<string, string>()
  readonly #parts = new Set<string>()
  #allHaveDigits = true

  fork(): IssuedValues {
    const values = new IssuedValues()
    for (const [name, parts] of this.#values) values.#values.set(name, parts)
    for (const [text, name] of this.#names) values.#names.set(text, name)
    for (const [anchor, text] of this.#anchors) values.#anchors.set(anchor, text)
    for (const part of this.#parts) values.#parts.add(part)
    values.#allHaveDigits = this.#allHaveDigits
    return values
  }

  save(): SavedValues {
    return {
      values: [...this.#values],
      names: [...this.#names],
      anchors: [...this.#anchors],
      parts: [...this.#parts],
      allHaveDigits: this.#allHaveDigits,
    }
  }

  static load({ values, names, anchors, parts, allHaveDigits }: SavedValues): IssuedValues {
    const loaded = new IssuedValues()
    for (const [name, own] of values) loaded.#values.set(name, own)
    for (const [text, name] of names) loaded.#names.set(text, name)
    for (const [anchor, text] of anchors) loaded.#anchors.set(anchor, text)
    for (const part of parts) loaded.#parts.add(part)
    loaded.#allHaveDigits = allHaveDigits
    return loaded
  }

  get isEmpty(): boolean {
    return this.#values.size === 0
  }

  /** Whether a text without a digit can't hold any of them. */
  get allHaveDigits(): boolean {
    return this.#allHaveDigits
  }

  /** The same name again: the same request was answered again, with a new value. */
  set(name: string, text: string): void {
    for (const part of this.#values.get(name) ?? []) {
      this.#names.delete(part)
      this.#parts.delete(part)
    }
    const pieces: string[] = []
    eachPiece(text, (piece) => pieces.push(piece))
    const parts = pieces.length === 1 && pieces[0] === text ? [text] : [text, ...pieces]
    this.#values.set(name, parts)
    for (const part of parts) this.#parts.add(part)
    // A number beside a long piece (`2-9f86d081…`) is none of what was made up: clients and services count on with it.
    const isCounted = pieces.length === 2 && pieces.some(isCount) && pieces.some((piece) => piece.length >= partLengthMin)
    if (isCounted) {
      const long = pieces.findIndex((piece) => piece.length >= partLengthMin)
      this.#names.set(pieces[long] as string, `${name}/${long}`)
    } else this.#names.set(text, name)
    this.#allHaveDigits &&= parts.every((part) => part.length < partLengthMin || /\d/.test(part))
    const anchor = pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '')
    if (parts.length > 1 && !isCounted && anchor.length >= 4) this.#anchors.set(anchor, text)
  }

  get(name: string): string | undefined {
    const [value = '', part] = name.split('/')
    return this.#values.get(value)?.[part === undefined ? 0 : Number(part) + 1]
  }

  nameOf(text: string): string | undefined {
    return this.#names.get(text)
  }

  /** Whether this is one of them, or a piece of one. */
  has(piece: string): boolean {
    return this.#parts.has(piece)
  }

  /** The value of several pieces of which this is one. */
  around(piece: string): string | undefined {
    return this.#anchors.get(piece)
  }
}

function isCount(piece: string): boolean {
  return piece.length < partLengthMin && /^\d+$/.test(piece)
}
