/** Knows how a house is held against its rules: files in, breaches out; it reads no disk. */
import { posix } from 'node:path'
import { listCircles, type Edge } from './circles.ts'
import { listImports, packageOf, type Import } from './imports.ts'
import type { HouseFile } from './read-house.ts'
import {
  CODE_ONLY_IN,
  EMPTY_NAMES,
  MAX_LINES,
  MAY_IMPORT,
  NOT_IN_TEXT,
  OWNERS,
  PURE_ROOM,
  RULES,
  TOP_LEVEL,
  type Rule,
} from './rules.ts'
import { listCode, listSequences, parseTokens, type Token } from './tokens.ts'
import { listUndocumented } from './undocumented.ts'

export interface Breach {
  readonly path: string
  readonly line: number
  readonly rule: Rule
  readonly found: string
}

/** A .ts file, read once for all rules. */
interface Source extends HouseFile {
  readonly tokens: readonly Token[]
  readonly code: readonly Token[]
  readonly imports: readonly Import[]
}

const parseSource = (file: HouseFile): Source => {
  const tokens = parseTokens(file.text)
  const code = listCode(tokens)
  return { ...file, tokens, code, imports: listImports(code) }
}

const roomOf = (path: string): string => path.split('/')[0] ?? path
const isTest = (path: string): boolean => roomOf(path) === 'test'
const isIn = (path: string, places: readonly string[]): boolean =>
  places.some((place) => path === place || path.startsWith(`${place}/`))
const isRelative = (specifier: string): boolean => /^\.{0,2}\//.test(specifier) || /^\.{1,2}$/.test(specifier)
const targetOf = (path: string, specifier: string): string => posix.join(posix.dirname(path), specifier)

const judgeWall = (path: string, target: string): Rule | undefined => {
  const room = roomOf(path)
  const allowed = MAY_IMPORT[room] ?? []
  if (roomOf(target) === room || allowed === 'anything' || isIn(target, allowed)) return undefined
  return room === PURE_ROOM.room ? 'pure' : 'walls'
}

const judgePackage = (path: string, name: string): Rule | undefined => {
  if (isTest(path)) return undefined
  if (roomOf(path) === PURE_ROOM.room && !PURE_ROOM.packages.some((known) => known === name)) return 'pure'
  const owners = OWNERS[name]
  return owners && !isIn(path, owners) ? 'owner' : undefined
}

const judgeImport = (path: string, specifier: string | undefined): Rule | undefined => {
  if (specifier === undefined) return isTest(path) ? undefined : 'literal-import'
  return isRelative(specifier)
    ? judgeWall(path, targetOf(path, specifier))
    : judgePackage(path, packageOf(specifier))
}

const judgeImports = ({ path, imports }: Source): Breach[] => {
  const nowhere = MAY_IMPORT[roomOf(path)] === undefined
  const homeless: Breach[] = nowhere
    ? [{ path, line: 1, rule: 'walls', found: 'code outside every room' }]
    : []
  return imports.reduce<Breach[]>((breaches, { specifier, line }) => {
    const rule = judgeImport(path, specifier)
    return rule
      ? [...breaches, { path, line, rule, found: `import of ${specifier ?? 'a computed name'}` }]
      : breaches
  }, homeless)
}

const judgeCode = ({ path, code }: Source): Breach[] =>
  isTest(path)
    ? []
    : CODE_ONLY_IN.filter(({ only }) => !isIn(path, only)).flatMap(({ rule, code: sequence }) =>
        listSequences(code, sequence).map((line) => ({ path, line, rule, found: sequence.join(' ') })),
      )

const judgeOpening = ({ path, tokens }: Source): Breach[] => {
  const [first] = tokens.filter((token) => !token.text.startsWith('#!'))
  const opens = first?.kind === 'comment' && /^\/\*\*[\s*]*[^\s*/]/.test(first.text)
  return opens
    ? []
    : [{ path, line: first?.line ?? 1, rule: 'opening', found: first?.text ?? 'an empty file' }]
}

const judgeSize = ({ path, text }: Source): Breach[] => {
  const lines = text.replace(/\n$/, '').split('\n').length
  return lines <= MAX_LINES || isTest(path)
    ? []
    : [{ path, line: MAX_LINES + 1, rule: 'size', found: `${lines} lines` }]
}

const judgeDocs = ({ path, tokens }: Source): Breach[] =>
  roomOf(path) === PURE_ROOM.room
    ? listUndocumented(tokens).map(({ name, line }) => ({ path, line, rule: 'documented', found: name }))
    : []

const judgeCircles = (sources: readonly Source[]): Breach[] => {
  const edges = sources.flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier, line }): Edge[] =>
      specifier !== undefined && isRelative(specifier)
        ? [{ from: path, to: targetOf(path, specifier), line }]
        : [],
    ),
  )
  return listCircles(edges).map(({ closing, way }) => ({
    path: closing.from,
    line: closing.line,
    rule: 'circle',
    found: way,
  }))
}

const judgePlace = ({ path }: HouseFile): Breach[] => {
  const top = roomOf(path)
  const folders = posix.dirname(path).split('/')
  const empty = [...folders, ...(path.endsWith('.ts') ? [posix.basename(path, '.ts')] : [])].find((name) =>
    EMPTY_NAMES.includes(name),
  )
  const known = top.startsWith('.') || TOP_LEVEL.includes(top)
  return [
    ...(known ? [] : [{ path, line: 1, rule: 'layout' as const, found: top }]),
    ...(empty === undefined ? [] : [{ path, line: 1, rule: 'name' as const, found: empty }]),
  ]
}

const judgeText = ({ path, text }: HouseFile): Breach[] =>
  text.split('\n').flatMap((content, i) =>
    NOT_IN_TEXT.filter(({ pattern }) => pattern.test(content)).map(({ rule }) => ({
      path,
      line: i + 1,
      rule,
      found: content.trim().slice(0, 80),
    })),
  )

/** Every breach of every rule, file by file. */
export const judgeHouse = (files: readonly HouseFile[]): Breach[] => {
  const sources = files.filter(({ path }) => path.endsWith('.ts')).map(parseSource)
  return [
    ...files.flatMap((file) => [...judgePlace(file), ...judgeText(file)]),
    ...sources.flatMap((source) =>
      [judgeImports, judgeCode, judgeOpening, judgeSize, judgeDocs].flatMap((judge) => judge(source)),
    ),
    ...judgeCircles(sources),
  ].toSorted((a, b) => a.path.localeCompare(b.path) || a.line - b.line)
}

/** `indicators/plan.ts:7 [pure] DESIGN 3.1: … — found: import of node:fs` */
export const renderBreach = ({ path, line, rule, found }: Breach): string =>
  `${path}:${line} [${rule}] ${RULES[rule]} — found: ${found}`
