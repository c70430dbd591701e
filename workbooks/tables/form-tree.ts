/** Knows the items of a form as a tree: the names each is known by, and the items above it. */
import type { Form, FormItem } from '../../indicators/form.ts'
import { codeKey, nameKey } from '../words/name-text.ts'
import { splitUnit } from '../words/unit-text.ts'

export interface TreeItem {
  readonly item: FormItem
  readonly keys: readonly string[]
  readonly code: string | undefined
  readonly parent: TreeItem | undefined
}

/** Keys of a printed name: as it stands, and without a unit in its last bracket. */
export const nameKeys = (raw: string, isUnit: (name: string) => boolean): readonly string[] => [
  ...new Set([nameKey(raw), nameKey(splitUnit(raw, isUnit).name)]),
]

/** The items in the form's order, each with the last shallower one above it as its parent. */
export const formTree = (form: Form, isUnit: (name: string) => boolean): readonly TreeItem[] =>
  form.items.reduce<readonly TreeItem[]>(
    (above, item) => [
      ...above,
      {
        item,
        keys: [...new Set([item.name, ...item.synonyms].flatMap((name) => nameKeys(name, isUnit)))],
        code: item.code === undefined ? undefined : codeKey(item.code),
        parent: above.findLast((other) => other.item.indent < item.indent),
      },
    ],
    [],
  )

/** The items above this one, nearest first. */
export const ancestorsOf = (tree: TreeItem): readonly TreeItem[] =>
  tree.parent ? [tree.parent, ...ancestorsOf(tree.parent)] : []
