namespace CloudmoreAutotask.Functions.Page;

/// <summary>Where the page goes back to after something was done: never to another host.</summary>
internal static class BackAddress
{
    /// <summary>The address when it is one of this page; else the start.</summary>
    public static string Read(string? address) => address is ['/', ..] and { Length: <= 500 } && address is not ['/', '/' or '\\', ..] && !address.Any(character => char.IsControl(character) || character == '\\')
        ? address
        : "/";

    /// <summary>The address with a word for what was done.</summary>
    public static string With(string? address, string done)
    {
        var back = Read(address);
        return $"{back}{(back.Contains('?', StringComparison.Ordinal) ? '&' : '?')}done={done}";
    }
}
