# attnx completes in fish: `attnx --complete` answers with a line for each, value, tab, meaning; a lone colon means files.
function __attnx_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    for line in ($words[1] --complete $words[2..-1] "$word" 2>/dev/null)
        if test "$line" = ":"
            __fish_complete_path "$word"
        else
            echo $line
        end
    end
end
complete -c attnx -f -a '(__attnx_complete)'
