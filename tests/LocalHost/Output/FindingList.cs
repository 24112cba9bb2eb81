using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>Writes what the doctor found where nobody watches: each finding on a line of its own, so that it can be searched.</summary>
internal static class FindingList
{
    private const int StateWidth = 12;
    private const int CheckWidth = 46;

    public static void Print(TextWriter lines, Finding finding)
    {
        lines.WriteLine($"{Word(finding.State).PadRight(StateWidth)}{PlainName.Safe(finding.Check).PadRight(CheckWidth)} {PlainName.Safe(finding.Found)}");
        if (finding.ToDo.Length > 0)
            lines.WriteLine($"{new string(' ', StateWidth)}What to do: {PlainName.Safe(finding.ToDo)}");
    }

    public static string Word(FindingState state) => state switch
    {
        FindingState.Good => "good",
        FindingState.Warning => "look at",
        FindingState.Bad => "BAD",
        _ => "not checked",
    };
}
