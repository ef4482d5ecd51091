# attnx completes in bash: `attnx --complete` answers with a line for each, value, tab, meaning; a lone colon means files.
_attnx() {
    local word=${COMP_WORDS[COMP_CWORD]} line path
    COMPREPLY=()
    while IFS= read -r line; do
        if [ "$line" = : ]; then
            compopt -o filenames 2>/dev/null # bash 3 has none
            while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen -f -- "$word")
        else
            COMPREPLY+=("${line%%$'\t'*}")
        fi
    done < <("$1" --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _attnx attnx
