#compdef attnx
# attnx completes in zsh: `attnx --complete` answers with a line for each, value, tab, meaning; a lone colon means files.
_attnx() {
    local line files=''
    local -a offered
    for line in "${(@f)$("${(Q)words[1]}" --complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        if [[ $line = : ]]; then
            files=yes
        elif [[ -n $line ]]; then
            offered+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        fi
    done
    (( $#offered )) && _describe -V attnx offered
    [[ -n $files ]] && _files
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
compdef _attnx attnx
