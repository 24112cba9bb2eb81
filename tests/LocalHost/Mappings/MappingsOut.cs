using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.LocalHost.Mappings;

/// <summary>Writes the company of every organization to a CSV, with candidates where there is none.</summary>
internal sealed class MappingsOut : IHostCommand
{
    public string Option => "--mappings-out";

    public string Description => "Write the Autotask company of every organization to a CSV, with candidates where there is none.";

    public string FileName => "FILE.csv";

    public bool NeedsValidSettings => true;

    public bool WorksWithoutCloudmore => true;

    public async Task<int> RunAsync(IServiceProvider services, HostOutput output, CancellationToken cancellation)
    {
        var path = services.GetRequiredService<HostArguments>().CommandFile!;
        using var content = new MemoryStream();
        var (all, unmapped) = await services.GetRequiredService<CompanyMappings>().ExportAsync(content, cancellation);
        try
        {
            await File.WriteAllBytesAsync(path, content.ToArray(), cancellation);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new MustFixException($"Cannot write {path}: {unwritable.Message}", unwritable);
        }

        await output.Lines.WriteLineAsync($"{path}: {all} organizations, {unmapped} of them without a company.");
        if (unmapped > 0)
            await output.Lines.WriteLineAsync($"Fill in the column Company ID (the column Candidates may help), then look at what would change: --mappings-in {path}");
        return ExitCode.Done;
    }
}
