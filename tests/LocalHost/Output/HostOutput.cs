using Spectre.Console;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>Where the host writes.</summary>
/// <param name="Console">Standard output for a person.</param>
/// <param name="Lines">Standard output for a script.</param>
/// <param name="Errors">Standard error.</param>
public sealed record HostOutput(IAnsiConsole Console, TextWriter Lines, TextWriter Errors)
{
    /// <summary>Whether a person watches.</summary>
    public bool OnTerminal => Console.Profile.Capabilities.Interactive;

    /// <summary>Writes a line for a person.</summary>
    public void Say(string text) => Console.Write(new Text(text + "\n"));
}
