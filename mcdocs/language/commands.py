"""The LaTeX commands an author may use in prose. One row adds one command.

Only mathematics is in here: nothing that defines, reads, writes, or changes how TeX reads what follows.
"""

from __future__ import annotations

# Commands that are one sign, and may stand without braces as in x^\top.
LETTERS = frozenset(
    str.split(r"""
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho
    sigma varsigma tau upsilon phi varphi chi psi omega
    Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
    ell hbar imath jmath Re Im aleph partial nabla infty emptyset varnothing prime top bot intercal dagger
    ast star circ bullet perp parallel
    """)
)

# Further commands that stand for themselves: operators, functions, relations, arrows, dots, brackets.
SYMBOLS = LETTERS | frozenset(
    str.split(r"""
    sum prod int iint oint bigcup bigcap bigoplus bigotimes
    ln log exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth
    min max inf sup lim limsup liminf det dim ker deg gcd arg Pr
    cdot times div pm mp odot oplus ominus otimes oslash wedge vee cap cup setminus
    le leq ge geq ne neq ll gg approx equiv sim simeq cong propto mid
    in notin ni subset subseteq supset supseteq forall exists neg lnot land lor therefore because
    to rightarrow leftarrow leftrightarrow longrightarrow longleftarrow Rightarrow Leftarrow Leftrightarrow
    Longrightarrow mapsto longmapsto implies iff uparrow downarrow nearrow searrow hookrightarrow
    dots ldots cdots vdots ddots colon quad qquad
    lvert rvert lVert rVert langle rangle lfloor rfloor lceil rceil lbrace rbrace vert Vert backslash
    """)
)

# Commands with arguments: how many formulas follow, each in braces or a single sign.
ARGUMENTS: dict[str, int] = {
    **dict.fromkeys(["frac", "dfrac", "tfrac", "binom", "overset", "underset"], 2),
    **dict.fromkeys(["sqrt", "mathbb", "mathbf", "mathrm", "mathcal", "mathsf", "mathit", "boldsymbol"], 1),
    **dict.fromkeys(["hat", "widehat", "bar", "tilde", "widetilde", "vec", "dot", "ddot", "underline", "overline"], 1),
    **dict.fromkeys(["underbrace", "overbrace", "overrightarrow", "phantom", "boxed"], 1),
}

# Commands whose argument is text.
TEXTS = frozenset({"text", "textbf", "textit", "operatorname"})

# Control signs: spaces, braces, norms.
SIGNS = frozenset(["\\ ", *str.split(r"\, \; \: \! \{ \} \|")])

# Environments and the number of columns TeX has room for.
ENVIRONMENTS: dict[str, int] = {
    **dict.fromkeys(["matrix", "pmatrix", "bmatrix", "vmatrix", "Vmatrix", "Bmatrix", "smallmatrix"], 10),
    "aligned": 20,
    "cases": 2,
}

# What may follow \left and \right.
DELIMITERS = frozenset(
    str.split(r"( ) [ ] | . / < > \{ \} \| \lvert \rvert \lVert \rVert \vert \Vert \lbrace \rbrace")
    + str.split(r"\langle \rangle \lfloor \rfloor \lceil \rceil")
)
