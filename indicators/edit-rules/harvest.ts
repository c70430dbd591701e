/** Knows where the notes of a form print audit relations, and takes them out: parsed, or listed with the reason. */
import type { InputIssue } from '../input-error.ts'
import { readRelations, type Relation } from './relation.ts'

/** One line (or one cell) of the notes under a form. */
export interface NoteLine {
  readonly sheet: string
  readonly cell: string
  readonly text: string
}

export interface HarvestedRelation {
  readonly note: NoteLine
  readonly relation: Relation
}

export interface UnharvestedPiece {
  readonly note: NoteLine
  /** The piece as printed, and where it begins in the line. */
  readonly text: string
  readonly position: number
  readonly reason: InputIssue
}

/** 平衡关系：, 指标关系：, 表间审核关系:, 逻辑校验公式： */
const HEADING =
  /(?:审核|平衡|指标|逻辑|勾稽|钩稽|校验|核对|数量|表内|表间|栏间|行间|主要)[^：:，。；]{0,6}(?:关系|公式)式?\s*[：:]/
/** `4.报送时间…`, `（2）统计范围…`: the next note; `06、 07、08≤04` is none, for digits follow. */
const NEXT_NOTE = /(?:^|[；;。\s])(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)]|[①-⑳])\s*(?![\d\s＋+（(])\S/
const COMPARES = /[=＝﹦≥≤≧≦>＞﹥<＜﹤≠]/
/** A line that shows a relation between codes without any heading. */
const LOOKS_LIKE = /\d\s*(?:[（(][^）)]*[）)])?\s*[=＝﹦≥≤≧≦>＞﹥<＜﹤≠]{1,2}\s*\d/

interface Section {
  readonly note: NoteLine
  readonly text: string
  readonly offset: number
}

const cutAtNextNote = (section: string): string => {
  const next = NEXT_NOTE.exec(section)
  return next ? section.slice(0, next.index) : section
}

const listSections = (notes: readonly NoteLine[]): readonly Section[] => {
  const sections: Section[] = []
  let isOpen = false
  for (const note of notes) {
    const heading = HEADING.exec(note.text)
    const offset = heading ? heading.index + heading[0].length : 0
    const body = note.text.slice(offset)
    const text = cutAtNextNote(body)
    const isRelation: boolean = COMPARES.test(text) && (isOpen || LOOKS_LIKE.test(text))
    if (heading ?? isRelation) sections.push({ note, text, offset })
    isOpen = (heading !== null || (isOpen && isRelation)) && text.length === body.length
  }
  return sections
}

const moveIssue = (issue: InputIssue, offset: number): InputIssue => {
  const move = (where: string): string => where.replace(/\d+/, (n) => String(Number(n) + offset))
  return { ...issue, where: { zh: move(issue.where.zh), en: move(issue.where.en) } }
}

/**
 * Takes the printed relations out of the notes of a form, line by line: a section opens with a heading (平衡关系：), goes
 * on over following lines that compare, and ends where the next note begins. Nothing that stands in a section, and no
 * line that shows a relation between codes, is passed over: it is parsed, or listed with its place and the reason.
 * Example: `3.指标关系：1=2+10；2=3+4+5+9;10=11+15 11=12+13` gives four relations. Positions count from 0 in the line.
 */
export const harvestRelations = (
  notes: readonly NoteLine[],
): { readonly relations: readonly HarvestedRelation[]; readonly unparsed: readonly UnharvestedPiece[] } => {
  const read = listSections(notes).map((section) => ({ section, ...readRelations(section.text) }))
  return {
    relations: read.flatMap(({ section: { note, offset }, relations }) =>
      relations.map((relation) => ({
        note,
        relation: { ...relation, position: relation.position + offset },
      })),
    ),
    unparsed: read.flatMap(({ section: { note, offset }, unparsed }) =>
      unparsed.map(({ text, position, issue }) => ({
        note,
        text,
        position: position + offset,
        reason: moveIssue(issue, offset),
      })),
    ),
  }
}
