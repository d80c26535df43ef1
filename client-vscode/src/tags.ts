/** Tags as people type them: with commas between them, a minus before those to remove. */

/** What stands between the commas; each once. */
export function partsOf(text: string): string[] {
    return [...new Set(text.split(',').map(part => part.trim()).filter(part => part !== ''))];
}

/** The tags to add and to remove; null for none. */
export function tagChanges(text: string): {addTags: string[]; removeTags: string[]} | null {
    const parts = partsOf(text);
    const addTags = parts.filter(part => !part.startsWith('-'));
    const removeTags = partsOf(parts.filter(part => part.startsWith('-')).map(part => part.slice(1)).join(','));
    return addTags.length + removeTags.length === 0 ? null : {addTags, removeTags};
}
