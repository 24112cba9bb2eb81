using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace CloudmoreAutotask.LocalHost.CommandLine;

/// <summary>Checks the set-up and says what to do (local host, "--doctor").</summary>
/// <param name="createField">Whether it also adds the contract's user-defined field where it is missing.</param>
internal sealed class DoctorCommand(bool createField) : IHostCommand
{
    public string Option => createField ? "--create-field" : "--doctor";

    public string Description => createField
        ? "As --doctor, and adds the contract's user-defined field to Autotask when it is missing."
        : "Check the set-up and say what to do. Writes nothing to Autotask. Exit code 0 when an export would run.";

    public bool NeedsValidSettings => false;

    public async Task<int> RunAsync(IServiceProvider services, HostOutput output, CancellationToken cancellation)
    {
        var look = services.GetRequiredService<SetupDoctor>().LookAsync(createField, cancellation);
        var findings = output.OnTerminal ? await ShowAsync(look, output.Console) : await ListAsync(look, output.Lines);
        var wouldExport = SetupDoctor.WouldExport(findings);
        await output.Lines.WriteLineAsync(Verdict(findings, wouldExport));
        return wouldExport ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<List<Finding>> ListAsync(IAsyncEnumerable<Finding> look, TextWriter lines)
    {
        var findings = new List<Finding>();
        await foreach (var finding in look)
        {
            findings.Add(finding);
            FindingList.Print(lines, finding);
        }

        return findings;
    }

    private static async Task<List<Finding>> ShowAsync(IAsyncEnumerable<Finding> look, IAnsiConsole console)
    {
        var findings = new List<Finding>();
        await console.Status().StartAsync("Looking", async status =>
        {
            await foreach (var finding in look)
            {
                findings.Add(finding);
                status.Status($"Looked at {Markup.Escape(PlainName.Safe(finding.Check))}");
            }
        });
        FindingTable.Print(console, findings);
        return findings;
    }

    private static string Verdict(List<Finding> findings, bool wouldExport)
    {
        if (!wouldExport)
            return $"An export would not run yet: {Things(findings.Count(finding => finding.State == FindingState.Bad))} to be put right.";
        var warnings = findings.Count(finding => finding.State == FindingState.Warning);
        return warnings == 0 ? "An export would run." : $"An export would run. {Things(warnings)} to be looked at.";
    }

    private static string Things(int count) => count == 1 ? "1 thing is" : $"{count} things are";
}
