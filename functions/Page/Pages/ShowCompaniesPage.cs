using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Functions.Page.Views;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Setup;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page of the companies of organizations.</summary>
public sealed class ShowCompaniesPage(PageFrame frame, CompanyMappings mappings, AutotaskLinks links)
{
    /// <summary><c>GET /companies</c>.</summary>
    [Function(nameof(ShowCompaniesPage))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "companies")] HttpRequest request, CancellationToken cancellation) =>
        frame.ShowAsync<CompaniesPage>(request, async () => await LoadAsync(cancellation), cancellation);

    private async Task<Dictionary<string, object?>> LoadAsync(CancellationToken cancellation)
    {
        var listed = await mappings.ListAsync(cancellation);
        IReadOnlyDictionary<string, IReadOnlyList<CompanyCandidate>> candidates = new Dictionary<string, IReadOnlyList<CompanyCandidate>>(StringComparer.Ordinal);
        string? none = null;
        try
        {
            candidates = await mappings.CandidatesAsync(cancellation);
        }
        catch (Exception silent) when (silent is MustFixException or TryLaterException)
        {
            none = silent.Message;
        }

        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(CompaniesPage.Mappings)] = listed,
            [nameof(CompaniesPage.Candidates)] = candidates,
            [nameof(CompaniesPage.NoCandidates)] = none,
            [nameof(CompaniesPage.Root)] = await links.RootAsync(cancellation),
        };
    }
}
