/** Knows how TypeScript text falls into tokens: enough to tell code from comments, strings and patterns. */

export interface Token {
  readonly kind: 'word' | 'number' | 'sign' | 'string' | 'template' | 'pattern' | 'comment'
  /** As written; of a string, what stands between its quotes. */
  readonly text: string
  /** 1-based. */
  readonly line: number
}

type Piece = Pick<Token, 'kind'> & { readonly raw: string }

const SPACE = /\s+/y
const COMMENT = /^#![^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y
const STRING = /'(?:\\[\s\S]|[^'\\\n])*'?|"(?:\\[\s\S]|[^"\\\n])*"?/y
/** From a backtick, or from the brace that ends a substitution, to the next of both. */
const TEMPLATE = /[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{|$)/y
const PATTERN = /\/(?:\\[^\n]|\[(?:\\[^\n]|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y
const WORD = /[#\p{ID_Start}$_][\p{ID_Continue}$]*/uy
const NUMBER = /\d[\w.]*/y
const SIGN = /[\s\S]/uy

/** A slash after one of these opens a pattern; after anything else it divides. */
const BEFORE_PATTERN = /^(?:[^\w)\]}]|return|typeof|case|in|of|delete|void|throw|do|else|await|yield)$/

const findAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

const opensPattern = (before: Token | undefined): boolean =>
  before === undefined ||
  ((before.kind === 'sign' || before.kind === 'word') && BEFORE_PATTERN.test(before.text))

const readPiece = (text: string, at: number, before: Token | undefined): Piece => {
  const kinds = [
    ['comment', COMMENT],
    ['string', STRING],
    ...(opensPattern(before) ? ([['pattern', PATTERN]] as const) : []),
    ['word', WORD],
    ['number', NUMBER],
  ] as const
  for (const [kind, pattern] of kinds) {
    const raw = findAt(pattern, text, at)
    if (raw) return { kind, raw }
  }
  return { kind: 'sign', raw: findAt(SIGN, text, at) ?? '' }
}

/** A template without substitutions is a plain string. */
const readTemplate = (text: string, at: number): Piece => {
  const raw = findAt(TEMPLATE, text, at) ?? ''
  return { kind: raw.startsWith('`') && raw.endsWith('`') ? 'string' : 'template', raw }
}

const textOf = ({ kind, raw }: Piece): string =>
  kind === 'string' ? raw.slice(1, raw.endsWith(raw.charAt(0)) && raw.length > 1 ? -1 : undefined) : raw

const countLines = (raw: string): number => raw.split('\n').length - 1

/** The tokens of a file, comments included. Unfinished strings and comments end where they must. */
export const parseTokens = (text: string): Token[] => {
  const tokens: Token[] = []
  /** What the next closing brace ends: a block, or a substitution in a template. */
  const open: ('block' | 'substitution')[] = []
  let before: Token | undefined
  let at = 0
  let line = 1
  while (at < text.length) {
    const space = findAt(SPACE, text, at)
    if (space === undefined) {
      const char = text.charAt(at)
      const resumes = char === '}' && open.at(-1) === 'substitution'
      const piece = resumes || char === '`' ? readTemplate(text, at) : readPiece(text, at, before)
      const substitutes = piece.kind === 'template' && piece.raw.endsWith('${')
      if (char === '}') open.pop()
      if (piece.raw === '{') open.push('block')
      if (substitutes) open.push('substitution')
      const token: Token = { kind: piece.kind, text: textOf(piece), line }
      tokens.push(token)
      // After `${` an expression begins, so a slash there opens a pattern.
      if (piece.kind !== 'comment') before = substitutes ? undefined : token
      at += piece.raw.length
      line += countLines(piece.raw)
    } else {
      at += space.length
      line += countLines(space)
    }
  }
  return tokens
}

/** The tokens that run: everything but comments. */
export const listCode = (tokens: readonly Token[]): Token[] => tokens.filter((t) => t.kind !== 'comment')

/** Lines on which the words and signs stand one after the other, whatever space and comments lie between. */
export const listSequences = (code: readonly Token[], sequence: readonly string[]): number[] =>
  code
    .filter((_, i) =>
      sequence.every((text, j) => {
        const token = code[i + j]
        return token?.text === text && (token.kind === 'word' || token.kind === 'sign')
      }),
    )
    .map((token) => token.line)
