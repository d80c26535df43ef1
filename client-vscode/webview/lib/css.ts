/** Style properties from values: set on the element, since the policy forbids style attributes. */

import {noChange} from 'lit';
import {Directive, directive, type DirectiveResult, type ElementPart} from 'lit/directive.js';

type Properties = Readonly<Record<string, string>>;

class Css extends Directive {
    render(): symbol {
        return noChange;
    }

    override update({element}: ElementPart, [properties]: [Properties]): symbol {
        const {style} = element as HTMLElement;
        for (const [name, value] of Object.entries(properties)) style.setProperty(name, value);
        return noChange;
    }
}

/** Sets them on the element it stands in. */
export const css = directive(Css) as (properties: Properties) => DirectiveResult;

/** A theme colour by its id, `charts.orange`; some themes have it half transparent. */
export function themeColour(id: string): string {
    return id === 'charts.orange' ? 'var(--orange)' : `rgb(from var(--vscode-${id.replaceAll('.', '-')}) r g b)`;
}
