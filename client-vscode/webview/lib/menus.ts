/** Menus are `details` elements: this closes them on Escape, and when the focus or pointer goes elsewhere. */

export function closeMenus(): void {
    document.addEventListener('keydown', ({key}) => {
        const open = document.querySelector<HTMLDetailsElement>('details.menu[open]');
        if (key !== 'Escape' || open === null) return;
        open.open = false;
        open.querySelector('summary')?.focus();
    });
    for (const type of ['pointerdown', 'focusin']) {
        document.addEventListener(type, ({target}) => {
            for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
                if (!menu.contains(target as Node)) menu.open = false;
            }
        });
    }
}

/** Closes the menu an event came from. */
export function closeMenuOf({currentTarget}: Event): void {
    const menu = (currentTarget as Element).closest<HTMLDetailsElement>('details.menu');
    if (menu === null) return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
}
