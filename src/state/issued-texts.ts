/** Layers of texts that forks share, before they are made one: each is looked at whenever a text is asked for. */
const layersMax = 8

/** Texts that a session has handed out. Forks share what was before them. */
export class IssuedTexts {
  /** Since the last fork. */
  #own = new Set<string>()
  #layers: readonly ReadonlySet<string>[]

  constructor(layers: readonly ReadonlySet<string>[] = []) {
    this.#layers = layers
  }

  has(text: string): boolean {
    return this.#own.has(text) || this.#layers.some((layer) => layer.has(text))
  }

  /** Whether the text, or a longer one that holds it, was handed out. */
  holds(piece: string): boolean {
    if (this.has(piece)) return true
    const holds = (texts: ReadonlySet<string>) => texts.values().some((text) => text.length > piece.length && text.includes(piece))
    return holds(this.#own) || this.#layers.some(holds)
  }

  /** False for one that was handed out before. */
  add(text: string): boolean {
    if (this.has(text)) return false
    this.#own.add(text)
    return true
  }

  /** Takes back one that was added since the last fork. */
  delete(text: string): void {
    this.#own.delete(text)
  }

  list(): string[] {
    return [...this.#layers.flatMap((layer) => [...layer]), ...this.#own]
  }

  /** The same texts, to be added to apart from these. */
  fork(): IssuedTexts {
    if (this.#own.size > 0) {
      const layers = [...this.#layers, this.#own]
      this.#layers = layers.length > layersMax ? [new Set(layers.flatMap((layer) => [...layer]))] : layers
      this.#own = new Set()
    }
    return new IssuedTexts(this.#layers)
  }
}
